SELECT f.origin, a.city || ' ' || f.origin AS airport, f.flights, f.late
FROM (
  SELECT origin, count() AS flights, countIf(delay >= {{late}}) / count() AS late
  FROM flights
  WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
    AND date >= coalesce({{since}}, DATE '2001-01-01')
    AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
    AND distance >= {{shortest}} AND distance < {{longest}}
    AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
    AND origin IN (SELECT origin FROM flights GROUP BY 1 ORDER BY count() DESC LIMIT 30)
  GROUP BY 1
  ORDER BY 2 DESC
  LIMIT 12
) f
JOIN airports a ON a.iata = f.origin
ORDER BY flights DESC
