SELECT month, rate / 100 AS rate, thousands
FROM unemployment
WHERE ('{{industry}}' = '' OR industry = '{{industry}}')
  AND month BETWEEN '{{from}}' AND '{{to}}'
ORDER BY month
