SELECT a.city AS "From", b.city AS "To", r.flights AS "Flights",
       round(100 * r.late, 1) AS "Late, %", round(r.delay, 1) AS "Minutes late on average"
FROM (
  SELECT origin, destination, count(*) AS flights, avg(delay) AS delay,
         count(*) FILTER (delay >= {{late}}) / count(*) AS late
  FROM flights
  WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
    AND date >= coalesce(TRY_CAST('{{since}}' AS DATE), DATE '2001-01-01')
    AND date::DATE <= coalesce(TRY_CAST('{{until}}' AS DATE), DATE '2001-06-30')
    AND distance >= {{shortest}} AND distance < {{longest}}
    AND (NOT {{weekdays}} OR isodow(date) < 6)
  GROUP BY 1, 2
  HAVING count(*) >= 50
  ORDER BY late DESC
  LIMIT 50
) r
JOIN airports a ON a.iata = r.origin
JOIN airports b ON b.iata = r.destination
ORDER BY r.late DESC, r.flights DESC
