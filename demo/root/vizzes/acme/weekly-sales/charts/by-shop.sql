SELECT shop, region, product, sum(amount) AS amount, max(day) AS last_sale
FROM sales
WHERE year = {{year}}
  AND ({{from}} IS NULL OR day >= {{from}})
  AND ({{to}} IS NULL OR day <= {{to}})
  AND ('{{region}}' = '' OR region = '{{region}}')
GROUP BY 1, 2, 3
ORDER BY 1, 3
