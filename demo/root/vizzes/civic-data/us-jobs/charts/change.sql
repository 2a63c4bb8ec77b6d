SELECT month, nonfarm_change AS change
FROM employment
WHERE nonfarm_change IS NOT NULL
ORDER BY month
