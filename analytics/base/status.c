/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/status.h"

const char *
status_sentence(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return "fine";
	case STATUS_TOO_FEW:
		return "too little data";
	case STATUS_DOMAIN:
		return "a number outside its range";
	case STATUS_LIMIT:
		return "more than the limit allows";
	case STATUS_NO_CONVERGENCE:
		return "the method did not converge";
	case STATUS_FORMAT:
		return "not a saved fold, or cut off";
	case STATUS_VERSION:
		return "saved by a newer version of funnel";
	case STATUS_MISMATCH:
		return "made under another definition";
	}
	return "an unknown status";
}
