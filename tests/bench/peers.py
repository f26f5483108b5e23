# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordered funnel of five stages, retention and time to a win in other
programs' words, in the fastest of the ways that were tried for each: what
funnel is measured by is the best of them.

Each is a script of its own that is handed the log, the threads and the
stages, and prints its answer: how many came to each stage; how many came
back, by cohort and period; what was won (or not, for curves that take lost
deals for censored ones) after 30, 60, 90 and 180 days.
"""

# Each stage joined to the one before: the first event of it that is not
# earlier.  What an analyst writes.
DUCKDB_JOINS = """
import duckdb, sys
path, threads, *stages = sys.argv[1:]
db = duckdb.connect()
db.execute("SET threads = " + threads)
db.execute("SET preserve_insertion_order = false")
db.execute("SET enable_progress_bar = false")
db.execute(f'''CREATE TEMP TABLE e AS
    SELECT lead_id, stage, occurred_at AS t FROM read_csv('{path}',
    header = true, types = {{'lead_id': 'VARCHAR', 'stage': 'VARCHAR',
    'occurred_at': 'TIMESTAMP'}})''')
steps = [f"s1 AS (SELECT lead_id, min(t) AS t FROM e "
         f"WHERE stage = '{stages[0]}' GROUP BY lead_id)"]
for k, stage in list(enumerate(stages, 1))[1:]:
    steps.append(f"s{k} AS (SELECT s.lead_id, min(e.t) AS t "
                 f"FROM s{k - 1} s JOIN e ON e.lead_id = s.lead_id "
                 f"AND e.stage = '{stage}' AND e.t >= s.t "
                 f"GROUP BY s.lead_id)")
counts = [f"(SELECT count(*) FROM s{k + 1})" for k in range(len(stages))]
print(*db.execute("WITH " + ", ".join(steps) + " SELECT " +
                  ", ".join(counts)).fetchone())
"""

# Every column has its type, so that nothing is guessed or read twice.
DUCKDB_TYPED = """
import duckdb, sys
path, threads, *stages = sys.argv[1:]
with open(path) as f:
    names = f.readline().replace('"', "").strip().split(",")
types = {"occurred_at": "TIMESTAMP"}
columns = ", ".join(f"'{n}': '{types.get(n, 'VARCHAR')}'" for n in names)
log = (f"read_csv('{path}', header = true, auto_detect = false, delim = ',', "
       f"quote = '\\"', columns = {{{columns}}})")
db = duckdb.connect()
db.execute("SET threads = " + threads)
db.execute("SET preserve_insertion_order = false")
db.execute("SET enable_progress_bar = false")
"""

# One sorted list of stages an entity, and one walk over it.
DUCKDB_LISTS = DUCKDB_TYPED + """
whens = " ".join(f"WHEN '{s}' THEN {k}::UTINYINT"
                 for k, s in enumerate(stages, 1))
counts = ", ".join(f"count(*) FILTER (reached >= {k})"
                   for k in range(1, len(stages) + 1))
print(*db.execute(f'''
    WITH e AS (SELECT lead_id, occurred_at AS t, CASE stage {whens} END AS k
        FROM {log}),
    l AS (SELECT list(k ORDER BY t, k) AS ks FROM e WHERE k IS NOT NULL
        GROUP BY lead_id),
    r AS (SELECT list_reduce(list_prepend(0::UTINYINT, ks),
        lambda s, x: CASE WHEN x = s + 1 THEN x ELSE s END) AS reached
        FROM l)
    SELECT {counts} FROM r''').fetchone())
"""

# Its own function for it, with a window that nothing exceeds.
CHDB = """
import chdb, sys
path, threads, *stages = sys.argv[1:]
conditions = ", ".join(f"stage = '{s}'" for s in stages)
counts = ", ".join(f"countIf(level >= {k})"
                   for k in range(1, len(stages) + 1))
with open(path) as f:
    names = f.readline().replace('"', "").strip().split(",")
types = {"occurred_at": "DateTime", "stage": "LowCardinality(String)"}
columns = ", ".join(f"{n} {types.get(n, 'String')}" for n in names)
print(str(chdb.query(f'''SELECT {counts} FROM (SELECT
    windowFunnel(4000000000)(occurred_at, {conditions}) AS level
    FROM file('{path}', CSVWithNames, '{columns}') GROUP BY lead_id)
    SETTINGS max_threads = {threads}''', "TSV")).replace("\\t", " "))
"""

# The joins again, streaming.
POLARS = """
import os, sys
path, threads, *stages = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads
import polars as pl
e = pl.scan_csv(path, schema_overrides={"amount": pl.String,
    "score": pl.String}).select("lead_id", "stage",
    pl.col("occurred_at").str.to_datetime("%Y-%m-%d %H:%M:%S"))
e = e.filter(pl.col("stage").is_in(stages)).collect(engine="streaming").lazy()
steps = []
for stage in stages:
    now = e.filter(pl.col("stage") == stage).select("lead_id",
                                                    t="occurred_at")
    if steps:
        now = now.join(steps[-1].rename({"t": "before"}), on="lead_id"
                       ).filter(pl.col("t") >= pl.col("before"))
    steps.append(now.group_by("lead_id").agg(pl.col("t").min()).collect(
        engine="streaming").lazy())
print(*[s.select(pl.len()).collect().item() for s in steps])
"""

# Who comes to the second stage, by month of and months since the first.
RETAIN_LISTS = DUCKDB_TYPED + """
for row in db.execute(f'''
    WITH e AS (SELECT lead_id, occurred_at AS t, stage = '{stages[0]}' AS start
        FROM {log} WHERE stage IN ('{stages[0]}', '{stages[1]}')),
    l AS (SELECT min(t) FILTER (start) AS t0, list(t) FILTER (NOT start)
        AS ts FROM e GROUP BY lead_id),
    p AS (SELECT date_trunc('month', t0) AS cohort, unnest(list_distinct(
        list_transform(list_filter(ts, lambda t: t >= t0),
        lambda t: datediff('month', t0, t)))) AS period FROM l
        WHERE t0 IS NOT NULL)
    SELECT count(*) FROM p GROUP BY cohort, period
    ORDER BY cohort, period''').fetchall():
    print(*row)
"""

RETAIN_JOINS = DUCKDB_TYPED + """
db.execute(f'''CREATE TEMP TABLE e AS SELECT lead_id, occurred_at AS t,
    stage = '{stages[0]}' AS start FROM {log}
    WHERE stage IN ('{stages[0]}', '{stages[1]}')''')
for row in db.execute('''
    WITH s AS (SELECT lead_id, min(t) AS t0 FROM e WHERE start
        GROUP BY lead_id),
    p AS (SELECT DISTINCT s.lead_id, date_trunc('month', t0) AS cohort,
        datediff('month', t0, t) AS period FROM s JOIN e
        ON s.lead_id = e.lead_id AND NOT start AND t >= t0)
    SELECT count(*) FROM p GROUP BY cohort, period
    ORDER BY cohort, period''').fetchall():
    print(*row)
"""

# Seconds from the first stage to the win, the loss or the end of the data.
DURATIONS = DUCKDB_TYPED + """
durations = f'''
    e AS (SELECT lead_id, epoch(occurred_at)::BIGINT AS t, stage FROM {log}
        WHERE stage IN ('{stages[0]}', 'won', 'lost')),
    l AS (SELECT min(t) FILTER (stage = '{stages[0]}') AS t0,
        list(t) FILTER (stage = 'won') AS wins,
        list(t) FILTER (stage = 'lost') AS losses, max(max(t)) OVER ()
        AS now FROM e GROUP BY lead_id),
    x AS (SELECT t0, now, list_min(list_filter(wins, lambda t: t >= t0))
        AS won, list_min(list_filter(losses, lambda t: t >= t0)) AS lost
        FROM l WHERE t0 IS NOT NULL),
    d AS (SELECT coalesce(least(won, lost), now) - t0 AS span,
        won IS NOT NULL AND (lost IS NULL OR won <= lost) AS won,
        won IS NOT NULL OR lost IS NOT NULL AS ended FROM x)'''
"""

# The estimate of Aalen and Johansen: losses compete.
INCIDENCE = DURATIONS + """
for row in db.execute(f'''
    WITH {durations},
    n AS (SELECT span, count(*) FILTER (won) AS won, count(*)
        FILTER (ended) AS ended, sum(count(*)) OVER (ORDER BY span DESC)
        AS risk FROM d GROUP BY span),
    c AS (SELECT span, won / risk * coalesce(exp(sum(CASE WHEN ended < risk
        THEN ln(1 - ended / risk) END) OVER (ORDER BY span ROWS BETWEEN
        UNBOUNDED PRECEDING AND 1 PRECEDING)), 1) AS step FROM n)
    SELECT sum(step) FROM c, (VALUES (30), (60), (90), (180)) AS v(day)
    WHERE span <= day * 86400 GROUP BY day ORDER BY day''').fetchall():
    print(*row)
"""

# Kaplan and Meier's, as its users write it.
LIFELINES = DURATIONS + """
from lifelines import KaplanMeierFitter
d = db.execute(f"WITH {durations} SELECT span, won FROM d").fetchnumpy()
curve = KaplanMeierFitter().fit(d["span"], d["won"])
print(*curve.predict([day * 86400 for day in (30, 60, 90, 180)]))
"""

# Name, packages, script.
PEERS = [("joins", "duckdb", DUCKDB_JOINS),
         ("lists", "duckdb", DUCKDB_LISTS),
         ("windowFunnel", "chdb", CHDB),
         ("joins", "polars", POLARS)]

# What is asked; funnel's words for it; its column of answers; the others.
MORE = [("retention by month",
         ["retain", "--start", "identified", "--return", "contacted",
          "--every", "month"], "retained",
         [("lists", "duckdb", RETAIN_LISTS),
          ("joins", "duckdb", RETAIN_JOINS)]),
        ("time to a win, losses compete",
         ["survive", "--start", "identified", "--end", "won", "--at",
          "30d,60d,90d,180d"], "incidence",
         [("lists and windows", "duckdb", INCIDENCE)]),
        ("Kaplan-Meier, losses censored",
         ["survive", "--start", "identified", "--end", "won", "--at",
          "30d,60d,90d,180d", "--force-km"], "survival",
         [("of duckdb's lists", "lifelines duckdb", LIFELINES)])]
