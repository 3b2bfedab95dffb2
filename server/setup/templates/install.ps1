# Puts the Sheetline add-in for Excel on this PC. Writes below the user's own profile only.
& {
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $server = @SERVER@
    $base = Join-Path $env:LOCALAPPDATA 'Sheetline'
    $start = Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART'
    $addin = Join-Path $start 'sheetline.xlam'
    $fresh = Join-Path $base 'fresh'

    if (Get-Process -Name 'EXCEL' -ErrorAction SilentlyContinue) {
        Write-Host @CLOSE_EXCEL@
        return
    }
    if ($env:SHEETLINE_CA -and -not (Test-Path -LiteralPath $env:SHEETLINE_CA -PathType Leaf)) { throw @NO_CA@ }
    if (Test-Path -LiteralPath $fresh) { Remove-Item -LiteralPath $fresh -Recurse -Force }
    New-Item -ItemType Directory -Force -Path $fresh | Out-Null
    New-Item -ItemType Directory -Force -Path $start | Out-Null

    function Get-Part([string]$name, [string]$hash, [string]$folder) {
        $zip = Join-Path $fresh $name
        Invoke-WebRequest -UseBasicParsing -Uri ($server + '/setup/' + $name) -OutFile $zip
        if ((Get-FileHash -LiteralPath $zip -Algorithm SHA256).Hash -ne $hash) { throw @BROKEN_FILE@ }
        Expand-Archive -LiteralPath $zip -DestinationPath (Join-Path $fresh $folder) -Force
    }
    Write-Host @LOADING@
    Get-Part @APP_ZIP@ @APP_HASH@ 'excel'
    Get-Part @PYTHON_ZIP@ @PYTHON_HASH@ 'python'

    foreach ($part in 'app', 'python') {
        $old = Join-Path $base $part
        if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old -Recurse -Force }
    }
    Move-Item -LiteralPath (Join-Path $fresh 'excel\app') -Destination (Join-Path $base 'app')
    Move-Item -LiteralPath (Join-Path $fresh 'python') -Destination (Join-Path $base 'python')
    Copy-Item -LiteralPath (Join-Path $fresh 'excel\sheetline.xlam') -Destination $addin -Force
    if ($env:SHEETLINE_CA) {
        Copy-Item -LiteralPath $env:SHEETLINE_CA -Destination (Join-Path $base 'ca.pem') -Force
    }
    Set-Content -LiteralPath (Join-Path $base 'server.txt') -Value $server -Encoding ASCII
    Get-ChildItem -LiteralPath $base -Recurse -File | Unblock-File
    Unblock-File -LiteralPath $addin
    Remove-Item -LiteralPath $fresh -Recurse -Force
    Write-Host @DONE@
}
