SELECT count(*) AS strikes
FROM bird_strikes
WHERE position(lower('{{species}}') IN lower(species)) > 0
  AND ('{{state}}' = '' OR state = '{{state}}')
  AND ('{{size}}' = '' OR size = '{{size}}')
  AND time_of_day = ANY ({{times}})
  AND coalesce(phase, 'Parked') = ANY ({{phases}})
  AND day BETWEEN coalesce(CAST(nullif('{{since}}', '') AS date), DATE '1990-01-01')
    AND coalesce(CAST(nullif('{{until}}', '') AS date), DATE '2002-12-31')
  AND coalesce(cost, 0) >= coalesce({{cost}}, 0)
  AND extract(month FROM day) <= {{month}}
  AND (NOT {{known}} OR species NOT LIKE 'Unknown%')
