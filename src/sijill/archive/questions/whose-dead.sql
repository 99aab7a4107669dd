-- title: Who reports whose dead
-- title.ar: من يروي قتلى مَن
-- answers: For each outlet and each party that is said to have killed, how many dead the outlet tells of.
-- caveats: Who is said to have killed, as the report says it, is a claim. Of what one outlet says of an incident the highest figure counts. Events of which nobody
--   says who did it are not here, and they are many. The fifteen parties and fifteen outlets with most.
-- needs: incidents
-- chart: heat
-- x: agent:N Said to have killed | المتَّهم بالقتل
-- y: outlet:N Outlet | الناشر
-- color: killed:Q Killed | القتلى
WITH told AS (
    SELECT coalesce(r.outlet, r.given_outlet) AS outlet, coalesce(e.agents[1].id, e.agents[1].names[1]) AS party, e.agents[1].names[1] AS called, m.incident,
        coalesce(f.best, f.low) AS killed
    FROM figures f JOIN events e USING (doc, event) JOIN members m USING (doc, event) JOIN reports r USING (doc)
    WHERE f.measure = 'killed' AND e.modality IN ('reported', 'claimed') AND len(e.agents) > 0 AND coalesce(r.outlet, r.given_outlet) IS NOT NULL
), highest AS (
    SELECT outlet, party, incident, max(killed) AS killed FROM told GROUP BY ALL
), outlets AS (
    SELECT outlet, sum(killed) AS every FROM highest GROUP BY ALL ORDER BY every DESC, outlet LIMIT 15
), parties AS (
    SELECT party, sum(killed) AS every FROM highest GROUP BY ALL ORDER BY every DESC, party LIMIT 15
), names AS (
    SELECT party, mode(called ORDER BY called) AS agent FROM told GROUP BY party
)
SELECT outlet, agent, party, CAST(sum(killed) AS BIGINT) AS killed, count(*) AS incidents
FROM highest JOIN outlets USING (outlet) JOIN parties USING (party) JOIN names USING (party)
GROUP BY outlet, agent, party, outlets.every, parties.every
ORDER BY outlets.every DESC, outlet, parties.every DESC, agent
