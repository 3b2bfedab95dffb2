# Takes the Sheetline add-in for Excel off this PC; books stay as they are.
& {
    $ErrorActionPreference = 'Stop'
    if (Get-Process -Name 'EXCEL' -ErrorAction SilentlyContinue) {
        Write-Host @CLOSE_EXCEL@
        return
    }
    $addin = Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART\sheetline.xlam'
    $base = Join-Path $env:LOCALAPPDATA 'Sheetline'
    foreach ($path in $addin, $base) {
        if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
    }
    Write-Host @GONE@
}
