SELECT region, sum(amount) AS amount
FROM sales
WHERE year = {{year}}
  AND ({{from}} IS NULL OR day >= {{from}})
  AND ({{to}} IS NULL OR day <= {{to}})
GROUP BY 1
ORDER BY 2 DESC
