SELECT date_trunc('month', date)::DATE AS month, round(sum(precipitation)) AS "Rain, mm"
FROM weather
WHERE location = 'Seattle'
GROUP BY 1
ORDER BY 1
