SELECT day, sum(amount) AS amount
FROM sales
WHERE year = {{year}}
  AND ('{{region}}' = '' OR region = '{{region}}')
GROUP BY 1
ORDER BY 1
