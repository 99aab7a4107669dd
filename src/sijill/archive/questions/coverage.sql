-- title: Reports that tell no event, by outlet
-- title.ar: أخبار لا تروي حدثا بحسب الناشر
-- answers: For each of the thirty outlets with most reports, how many of them tell of no event and of no lasting statement, and how many events a report tells.
-- caveats: A report without an event may be about prices and football, or one that the reader did not understand: read a few before you compare outlets. Reports that could
--   not be read at all are in the dataset quarantine.
-- chart: bar
-- x: share_without:Q Share without an event | نسبة ما لا حدث فيه
-- y: outlet:N Outlet | الناشر
SELECT coalesce(r.outlet, r.given_outlet, '?') AS outlet, count(*) AS reports, count_if(r.events = 0) AS without_event, count_if(r.events = 0 AND r.statements = 0) AS with_nothing,
    round(without_event / reports, 3) AS share_without, round(avg(r.events), 2) AS events_a_report
FROM reports r
GROUP BY ALL
ORDER BY reports DESC, outlet
LIMIT 30
