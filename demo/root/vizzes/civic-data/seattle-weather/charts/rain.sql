SELECT date_trunc('month', date)::DATE AS month, round(sum(precipitation::numeric(8, 1))) AS "Rain, mm"
FROM weather
WHERE location = 'Seattle'
GROUP BY 1
ORDER BY 1
