SELECT month, industry, rate / 100 AS rate
FROM unemployment
WHERE industry IN ('Construction', 'Manufacturing', 'Leisure and hospitality',
                   'Finance', 'Education and Health', 'Government')
ORDER BY industry, month
