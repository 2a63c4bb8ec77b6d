SELECT count() AS strikes
FROM bird_strikes
WHERE position(lowerUTF8(species), lowerUTF8('{{species}}')) > 0
  AND ('{{state}}' = '' OR state = '{{state}}')
  AND ('{{size}}' = '' OR size = '{{size}}')
  AND has({{times}}, time_of_day)
  AND has({{phases}}, coalesce(phase, 'Parked'))
  AND day BETWEEN coalesce({{since}}, DATE '1990-01-01') AND coalesce({{until}}, DATE '2002-12-31')
  AND coalesce(cost, 0) >= coalesce({{cost}}, 0)
  AND toMonth(day) <= {{month}}
  AND (NOT {{known}} OR species NOT LIKE 'Unknown%')
