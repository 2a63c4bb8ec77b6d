SELECT month, ppm, ppm_adjusted
FROM carbon_dioxide
ORDER BY month
