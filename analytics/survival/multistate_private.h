/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the multi-state estimate share. */
#ifndef ANALYTICS_MULTISTATE_PRIVATE_H
#define ANALYTICS_MULTISTATE_PRIVATE_H

#include "analytics/survival/multistate.h"

/* A count of a table. */
struct multistate_entry {
	uint64_t count;
	uint32_t cell;
	uint8_t stage, move;
};

/*
 * Cell by cell, upward, over all histograms of a table at once: what they
 * hold is copied in that order.  A cell has one or two counts of the many
 * that it could have, so that whoever follows a walk asks for no others.
 */
struct multistate_walk {
	struct multistate_entry *entries;	/* by cell, stage and move;
						   behind the last one of
						   no cell, UINT32_MAX */
	size_t n;
	struct {
		size_t cells;		/* in so many of them */
		uint64_t count;		/* all together */
	} of[STAGES_MAX][MOVES];	/* by stage and move */
	size_t first, next;	/* of the cell taken last, and behind it */
	uint32_t cell;		/* that was taken last */
	bool returns;		/* there is a MOVE_BACK */
};

/* multistate_walk_end gives its memory back. */
void multistate_walk_begin(struct multistate_walk *walk,
    const struct multistate_table *table);
/* The next cell; false: there is none. */
static inline bool
multistate_walk_peek(const struct multistate_walk *w, uint32_t *cell)
{
	*cell = w->next < w->n ? w->entries[w->next].cell : UINT32_MAX;
	return w->next < w->n;
}
/* Takes it; only after a peek that found one. */
static inline void
multistate_walk_take(struct multistate_walk *w)
{
	w->first = w->next;
	w->cell = w->entries[w->first].cell;
	while (w->next < w->n && w->entries[w->next].cell == w->cell)
		w->next++;
}
void multistate_walk_end(struct multistate_walk *walk);

/*
 * States: at stage j is 2j, off there 2j + 1, so that who has reached
 * stage k is in a state from 2k on.
 */
#define STATES_MAX (2 * STAGES_MAX)

/* A curve has reached a share of its end if it is short of it by less. */
#define REACH_TOLERANCE 1e-10

/*
 * Some leave a state, all at one time, as shares of those at risk there: off
 * from at a stage to off there, on from at it to at the next, or from off
 * to at it.  scale is what they vary by, p(the state)^2 / at risk.
 */
struct shares {
	double stay, off, on, scale;
};

/*
 * What varies with what, at the cell taken last.  of: of two states, the
 * lower one last, so that half of it is used.  reached: of having reached
 * stage k with each state short of it, h < 2k, then, at 2k, its variance.
 */
struct covariances {
	double (*of)[STATES_MAX];
	double (*reached)[STATES_MAX];	/* in one piece with of, behind it */
};

/* All 0; free of. */
void covariances_begin(struct covariances *c, size_t nstages);
/* Some leave the stage; some who were off there return to it. */
void covariances_leave(struct covariances *c, size_t nstages, size_t stage,
    const struct shares *shares);
void covariances_return(struct covariances *c, size_t nstages, size_t stage,
    const struct shares *shares);

/*
 * The same where nobody returns, by stage: who is off stays there, so that
 * only being at a stage goes on.  of: of two stages, the lower one last.
 * reached: of having reached stage k with being at each from 0 to k.
 */
struct forward {
	double of[STAGES_MAX][STAGES_MAX];
	double reached[STAGES_MAX][STAGES_MAX];
	double own[STAGES_MAX];		/* variance of having reached it */
	double before[STAGES_MAX];	/* its covariance with having reached
					   the stage before */
	double chance[STAGES_MAX];	/* to have reached it */
};

/*
 * The way of a run, for times: who left which state, one after another,
 * and of each stage the cells in which somebody came.
 */
struct way_move {
	double stay, off, on;	/* as shares have them */
	uint32_t from;		/* a state */
};

/* Made by a move to its stage of a share above 0. */
struct way_rise {
	double chance;		/* F, behind it */
	double variance;	/* of ln(F / F(end)), once that is known:
				   >= 0; of a step it is not kept */
	uint32_t cell;
};

struct way_stage {
	struct way_rise *rises;
	size_t n;
	double *covariances;	/* a rise: of F with each state short of the
				   stage (of forward: with being at each stage
				   short of it), then its own variance */
};

/* Room for all there can be is made at once. */
struct way {
	struct way_move *moves;
	size_t nmoves;
	struct way_stage stages[STAGES_MAX];
};

/*
 * A table that is followed from 0 on, where all are at the first stage.
 */
struct run {
	const struct multistate_table *table;
	struct multistate_walk walk;
	size_t nstates;
	bool taken;		/* a cell was taken */
	bool censored;		/* some in that cell, who wait */
	uint32_t last_kept;	/* who is censored from there on stays */
	uint64_t at[STATES_MAX];	/* at risk, by state */
	double p[STATES_MAX];	/* the chance to be in each */
	bool variance;		/* asked for: v or, where nobody returns,
				   forward */
	struct covariances v;
	struct forward *forward;	/* or NULL */
	struct way *way;		/* with variance; NULL: not asked */
	uint64_t reached[STAGES_MAX];
	uint64_t went_off[STAGES_MAX];
	uint64_t unwatched[STAGES_MAX];	/* censored at it */
	bool off_censored[STAGES_MAX];
	bool returned[STAGES_MAX];	/* after others were censored off */
	bool emptied[STAGES_MAX];
	bool sound;		/* nobody left who was not there */
};

/* Of a run whose walk has begun. */
struct way *multistate_way_new(const struct run *run);
static inline void
multistate_note_move(struct way *way, size_t from,
    const struct shares *shares)
{
	way->moves[way->nmoves++] = (struct way_move){ shares->stay,
	    shares->off, shares->on, (uint32_t)from };
}
/* Some came to a stage in the cell taken last, by the move noted last. */
void multistate_note_rise(struct run *run, size_t stage);
void multistate_way_free(struct way *way);
/* The end of a curve, and its variance in units of its square. */
struct way_end {
	double chance, share;
};
static inline struct way_end
multistate_way_end(double chance, double own)
{
	return (struct way_end){ chance, own / (chance * chance) };
}
/* The variance of ln(F / F(end)), of those of F itself and with its end: of
   millions, by two divisions that are one instruction. */
static inline double
multistate_log_variance(double chance, double own, double joint,
    struct way_end end)
{
	typedef double pair __attribute__((vector_size(2 * sizeof(double))));
	pair shares = (pair){ own, 2 * joint } /
	    (pair){ chance * chance, chance * end.chance };
	double variance = shares[0] + end.share - shares[1];

	return variance > 0 ? variance : 0;
}
/* Where a half stands to the interval of F / F(end), of which share and
   variance are: below (1), above (-1), inside. */
int multistate_beside_half(double share, double variance, double z);
/* Times from rises, of which there are some: but the interval's. */
void multistate_put_quantiles(const struct way_stage *way,
    struct multistate_times *out);
/* Its ends: the first rise that is not below a half, and the one behind the
   last that is not above. */
void multistate_put_interval(const struct way_stage *way, size_t low,
    size_t high, uint64_t reached, double level, double effect,
    struct multistate_times *out);
/* Times to a stage, at its horizon; out stays where nobody came.  With
   forward, once the variances of its rises are known. */
void multistate_read_times(const struct run *run, size_t stage,
    double level, double effect, struct multistate_times *out);

/*
 * multistate_step.c: multistate_all_times of two stages, between which
 * nobody returns.
 */
bool multistate_is_step(const struct multistate_table *table);
enum status multistate_step_times(const struct multistate_table *table,
    double level, double effect, struct multistate_times *out);

/* The chance to have reached a stage, and what it varies by. */
double multistate_chance(const struct run *run, size_t stage);
double multistate_variance(const struct run *run, size_t stage);

struct run *multistate_run_new(
    const struct multistate_table *table, bool variance);
void multistate_run_free(struct run *run);
/*
 * The next cell, unless it lies beyond one or the run is not sound; its
 * censorings wait until the next.
 */
bool multistate_run_cell(struct run *run, uint32_t until);
/* To a horizon: all that comes before, and its own moves. */
void multistate_run_to(struct run *run, uint32_t horizon);

/* Some leave a stage, below the goal, in a run with forward. */
void multistate_leave_forward(struct run *run, size_t stage, uint64_t off,
    uint64_t on);
/* The variances of all rises of stages from first, at least 1, to last, at
   one horizon. */
void multistate_forward_variances(struct run *run, size_t first,
    size_t last);
/*
 * Who is at a stage, but the goal, before the moves of each cell: from the
 * last with ten on, who is censored stays.  0 where there is none: then
 * nobody ever leaves by censoring.  Before a run begins.
 */
void multistate_run_keep(struct run *run);

#endif
