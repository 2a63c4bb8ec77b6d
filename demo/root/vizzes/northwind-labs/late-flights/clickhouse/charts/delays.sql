SELECT floor(delay / 5.0) * 5 AS minute, floor(delay / 5.0) * 5 + 5 AS minute_end,
       CASE WHEN floor(delay / 5.0) * 5 >= {{late}} THEN 'Late' ELSE 'On time' END AS arrival, count() AS flights
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce({{since}}, DATE '2001-01-01')
  AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
  AND delay >= -60 AND delay < 120
GROUP BY 1, 2, 3
ORDER BY 1
