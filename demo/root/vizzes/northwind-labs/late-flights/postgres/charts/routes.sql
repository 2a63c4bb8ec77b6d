SELECT a.city AS "From", b.city AS "To", r.flights AS "Flights",
       round((100 * r.late)::numeric, 1) AS "Late, %", round(r.delay::numeric, 1) AS "Minutes late on average"
FROM (
  SELECT origin, destination, count(*) AS flights, avg(delay) AS delay,
         count(*) FILTER (WHERE delay >= {{late}}::int)::float8 / count(*) AS late
  FROM flights
  WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
    AND date >= coalesce(CAST(nullif('{{since}}', '') AS date), DATE '2001-01-01')
    AND date::DATE <= coalesce(CAST(nullif('{{until}}', '') AS date), DATE '2001-06-30')
    AND distance >= {{shortest}}::int AND distance < {{longest}}::int
    AND (NOT {{weekdays}} OR extract(isodow FROM date) < 6)
  GROUP BY 1, 2
  HAVING count(*) >= 50
  ORDER BY late DESC
  LIMIT 50
) r
JOIN airports a ON a.iata = r.origin
JOIN airports b ON b.iata = r.destination
ORDER BY r.late DESC, r.flights DESC
