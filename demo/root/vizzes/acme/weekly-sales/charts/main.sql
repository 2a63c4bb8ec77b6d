SELECT date_trunc('week', day)::DATE AS week, sum(amount) AS amount
FROM sales
WHERE year = {{year}}
  AND ({{from}} IS NULL OR day >= {{from}})
  AND ({{to}} IS NULL OR day <= {{to}})
  AND ('{{region}}' = '' OR region = '{{region}}')
GROUP BY 1
HAVING count(DISTINCT day) = 7
ORDER BY 1
