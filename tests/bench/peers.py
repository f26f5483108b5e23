# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordered funnel of five stages in other programs' words, in the
fastest of the ways that were tried for each: what funnel is measured by is
the best of them.

Each is a script of its own that is handed the log, the threads and the
stages, and prints how many came to each stage.
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

# One sorted list of stages an entity, and one walk over it; every column
# has its type, so that nothing is guessed or read twice.
DUCKDB_LISTS = """
import duckdb, sys
path, threads, *stages = sys.argv[1:]
with open(path) as f:
    names = f.readline().replace('"', "").strip().split(",")
types = {"occurred_at": "TIMESTAMP"}
columns = ", ".join(f"'{n}': '{types.get(n, 'VARCHAR')}'" for n in names)
whens = " ".join(f"WHEN '{s}' THEN {k}::UTINYINT"
                 for k, s in enumerate(stages, 1))
counts = ", ".join(f"count(*) FILTER (reached >= {k})"
                   for k in range(1, len(stages) + 1))
db = duckdb.connect()
db.execute("SET threads = " + threads)
db.execute("SET preserve_insertion_order = false")
db.execute("SET enable_progress_bar = false")
print(*db.execute(f'''
    WITH e AS (SELECT lead_id, occurred_at AS t,
        CASE stage {whens} END AS k FROM read_csv('{path}', header = true,
        auto_detect = false, delim = ',', quote = '"',
        columns = {{{columns}}})),
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

# Name, package, script.
PEERS = [("joins", "duckdb", DUCKDB_JOINS),
         ("lists", "duckdb", DUCKDB_LISTS),
         ("windowFunnel", "chdb", CHDB),
         ("joins", "polars", POLARS)]
