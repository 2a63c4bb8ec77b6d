SELECT floor(depth_km / 25) * 25 AS km, floor(depth_km / 25) * 25 + 25 AS km_end, count(*) AS quakes
FROM earthquakes
WHERE depth_km IS NOT NULL AND magnitude >= 2.5 AND depth_km >= 0
GROUP BY 1, 2
ORDER BY 1
