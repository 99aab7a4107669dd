-- title: How often two outlets differ in the number of the dead
-- title.ar: كم يختلف ناشران في عدد القتلى
-- answers: For each pair of outlets, of the numbers of killed that both give of one incident, of the same people (all, civilians, women …), the share in which the
--   last number of the one and the last of the other cannot both be right.
-- caveats: A figure is a range; ranges that touch do not differ. An outlet that stopped counting early differs from one that went on without either being wrong:
--   hold it against rising-figures. Near-copies count as their own outlet's word. The twenty pairs with most common numbers, and none with fewer than three.
-- needs: incidents
-- chart: bar
-- x: share:Q Share that differs | نسبة الاختلاف
-- y: pair:N Outlets | الناشران
WITH told AS (
    SELECT m.incident, coalesce(r.outlet, r.given_outlet) AS outlet, list_sort(f.attributes) AS whose,
        arg_max({'low': coalesce(f.low, 0), 'high': coalesce(f.high, 'infinity'::DOUBLE)}, (r.last_day, r.doc, f.figure)) AS said
    FROM figures f JOIN members m USING (doc, event) JOIN reports r USING (doc)
    WHERE f.measure = 'killed' AND coalesce(r.outlet, r.given_outlet) IS NOT NULL AND r.last_day IS NOT NULL
    GROUP BY ALL
), pairs AS (
    SELECT a.outlet || ' – ' || b.outlet AS pair, count(*) AS numbers, count_if(a.said.high < b.said.low OR b.said.high < a.said.low) AS differing
    FROM told a JOIN told b ON a.incident = b.incident AND a.whose = b.whose AND a.outlet < b.outlet
    GROUP BY a.outlet, b.outlet
    HAVING numbers >= 3
    ORDER BY numbers DESC, pair
    LIMIT 20
)
SELECT pair, numbers, differing, round(differing / numbers, 3) AS share FROM pairs ORDER BY share DESC, numbers DESC, pair
