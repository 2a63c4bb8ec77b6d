SELECT a.city AS "From", b.city AS "To", r.flights AS "Flights",
       floor(1000 * r.late + 0.5) / 10 AS "Late, %", floor(r.mean * 10 + 0.5) / 10 AS "Minutes late on average"
FROM (
  SELECT origin, destination, count() AS flights, avg(delay) AS mean,
         countIf(delay >= {{late}}) / count() AS late
  FROM flights
  WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
    AND date >= coalesce({{since}}, DATE '2001-01-01')
    AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
    AND distance >= {{shortest}} AND distance < {{longest}}
    AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
  GROUP BY 1, 2
  HAVING count() >= 50
  ORDER BY late DESC
  LIMIT 50
) r
JOIN airports a ON a.iata = r.origin
JOIN airports b ON b.iata = r.destination
ORDER BY r.late DESC, r.flights DESC
