-- title: How events are told, by who is quoted
-- title.ar: كيف تُروى الأحداث بحسب نوع المصدر
-- answers: Of the events that go back to officials, witnesses, observatories and so on, the share that is reported, claimed, planned, denied or hypothetical.
-- caveats: The source is the last of the chain, whom the others quote; "none" are events that the outlet tells in its own name. Shares, so that a kind that is
--   quoted ten times counts as much as one that is quoted a thousand times: look at the column events.
-- chart: bar
-- x: share:Q Share of events | نسبة الأحداث
-- y: kind:N Kind of source | نوع المصدر
-- color: modality:N Modality | صيغة الخبر
WITH origin AS (
    SELECT doc, event, arg_max(kind, position) AS kind FROM attributions WHERE figure IS NULL AND event IS NOT NULL GROUP BY doc, event
), told AS (
    SELECT coalesce(o.kind, 'none') AS kind, e.modality, count(*) AS number FROM events e LEFT JOIN origin o USING (doc, event) GROUP BY ALL
)
SELECT kind, modality, number AS events, round(number / sum(number) OVER (PARTITION BY kind), 3) AS share
FROM told
ORDER BY kind, modality
