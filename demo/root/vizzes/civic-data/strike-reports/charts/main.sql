SELECT year(day) AS year, count(*) AS strikes
FROM bird_strikes
WHERE contains(lower(species), lower('{{species}}'))
  AND ('{{state}}' = '' OR state = '{{state}}')
  AND ('{{size}}' = '' OR size = '{{size}}')
  AND list_contains(from_json('{{times}}', '["VARCHAR"]'), time_of_day)
  AND list_contains(from_json('{{phases}}', '["VARCHAR"]'), coalesce(phase, 'Parked'))
  AND day BETWEEN coalesce(TRY_CAST('{{since}}' AS DATE), DATE '1990-01-01')
    AND coalesce(TRY_CAST('{{until}}' AS DATE), DATE '2002-12-31')
  AND coalesce(cost, 0) >= coalesce({{cost}}, 0)
  AND month(day) <= {{month}}
  AND (NOT {{known}} OR species NOT LIKE 'Unknown%')
GROUP BY 1
ORDER BY 1
