SELECT month, industry, rate
FROM unemployment
ORDER BY 1, 2
