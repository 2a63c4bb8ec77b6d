SELECT product, sum(amount) AS amount
FROM sales
WHERE year = {{year}}
  AND ({{from}} IS NULL OR day >= {{from}})
  AND ({{to}} IS NULL OR day <= {{to}})
  AND ('{{region}}' = '' OR region = '{{region}}')
GROUP BY 1
ORDER BY 2 DESC
