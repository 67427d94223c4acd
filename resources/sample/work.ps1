# What the routines of the sample company run on Windows. Usage: work.ps1 <task>
param([string]$Task)
$e = [char]27
$bold = "$e[1m"; $dim = "$e[2m"; $green = "$e[32m"; $red = "$e[31m"; $yellow = "$e[33m"; $off = "$e[0m"
function Or($value, $otherwise) { if ($value) { $value } else { $otherwise } }
function Progress([string]$Label, [int]$Steps, [int]$PauseMs) {
  for ($i = 0; $i -le $Steps; $i++) {
    [Console]::Out.Write(("{0} {1,3} %`r" -f $Label, [int]($i * 100 / $Steps)))
    Start-Sleep -Milliseconds $PauseMs
  }
  [Console]::Out.WriteLine("$Label done ")
}
switch ($Task) {
  'hello' {
    "${bold}Hello report${off}"
    "Time zone $(Or $env:REPORT_TZ 'UTC'), $(Get-Date -Format 'yyyy-MM-dd HH:mm')"
    "${dim}Signing in with token $(Or $env:REPORT_API_TOKEN 'none')${off}"
    Start-Sleep -Seconds 1
    foreach ($region in 'North', 'South', 'East', 'West') {
      "${green}ok${off}   region {0,-6} {1,4} orders" -f $region, ($region.Length * 37)
      Start-Sleep -Seconds 1
    }
    [Console]::Error.WriteLine("${yellow}warn${off} region West reports late")
    Progress 'Writing the report' 20 200
    "${green}Report finished.${off}"
  }
  'sync' {
    "Reading orders from $(Or $env:ORDERS_SOURCE 'warehouse')"
    foreach ($page in 1..3) { "page ${page}: 50 orders"; Start-Sleep -Milliseconds 300 }
    "${green}150 orders in step${off}"
  }
  'invoices' {
    "Checking invoices of $(Or $env:BILLING_MONTH 'this month')"
    Start-Sleep -Milliseconds 500
    [Console]::Error.WriteLine("${red}error${off} invoice 1042: total 118.00 does not match its lines 112.00")
    [Console]::Error.WriteLine('1 of 36 invoices does not add up.')
    exit 1
  }
  'digest' { 'Collecting the week'; Progress 'Summarising' 10 100; "${green}Digest ready${off}" }
  'cache' {
    foreach ($part in 'prices', 'stock', 'photos') { "warming $part"; Start-Sleep -Milliseconds 200 }
    "${green}warm${off}"
  }
  default { [Console]::Error.WriteLine("work.ps1: no task called $Task"); exit 2 }
}
