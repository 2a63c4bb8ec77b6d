SELECT month, rate / 100 AS rate, thousands
FROM unemployment
WHERE ('{{industry}}' = '' OR industry = '{{industry}}')
  AND ({{from}} IS NULL OR month >= {{from}})
  AND ({{to}} IS NULL OR month <= {{to}})
ORDER BY month
