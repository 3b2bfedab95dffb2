Attribute VB_Name = "OrderRibbon"
Option Explicit
' Callbacks of the ribbon. ASCII only: what people read is on the hidden sheet
' "labels" (UTF-8 in the package), so no code page can spoil it.

Private Const LABELS_SHEET As String = "labels"
Private Const CHINESE As Long = 4
Private Const WARNING_ICON As Long = 48
Private Const ESC_LEFT_ALONE As Long = 0
Private Const ESC_INTERRUPTS As Long = 1

Private mRibbon As IRibbonUI

Public Sub OnLoad(ribbon As IRibbonUI)
    Set mRibbon = ribbon
End Sub

Public Sub OnAction(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then
        Notify LabelText("no_book")
        Exit Sub
    End If
    If Not Application.Ready Then
        Notify LabelText("busy")
        Exit Sub
    End If
    ' Esc belongs to the press, which stops between rows; Excel takes it back when it is idle.
    Application.EnableCancelKey = ESC_LEFT_ALONE
    RunPython PythonCommand(control.ID)
    Application.EnableCancelKey = ESC_INTERRUPTS
End Sub

Public Sub GetLabel(control As IRibbonControl, ByRef returnedVal)
    returnedVal = LabelText(control.ID & ".label")
End Sub

Public Sub GetScreentip(control As IRibbonControl, ByRef returnedVal)
    returnedVal = LabelText(control.ID & ".label")
End Sub

Public Sub GetSupertip(control As IRibbonControl, ByRef returnedVal)
    returnedVal = LabelText(control.ID & ".tip")
End Sub

Public Sub GetEnabled(control As IRibbonControl, ByRef returnedVal)
    returnedVal = Not (ActiveWorkbook Is Nothing)
End Sub

Public Sub RefreshRibbon()
    ' Gone after an unhandled error has reset the project; then the ribbon keeps what it shows.
    If Not mRibbon Is Nothing Then mRibbon.Invalidate
End Sub

Public Function PythonCommand(ByVal action As String) As String
    ' It passes through cmd.exe: no double quotes, percent signs, carets, ampersands or bars.
    PythonCommand = "from addin.excel.press import main; main('" & action & "')"
End Function

Public Function LabelColumn() As Long
    Dim language As Long
    On Error Resume Next
    language = Application.LanguageSettings.LanguageID(2)
    On Error GoTo 0
    If language = 0 Or (language And &H3FF) = CHINESE Then
        LabelColumn = 2
    Else
        LabelColumn = 3
    End If
End Function

Public Function LabelText(ByVal key As String) As String
    Dim row As Long, labels As Worksheet
    Set labels = ThisWorkbook.Worksheets(LABELS_SHEET)
    row = 1
    Do While labels.Cells(row, 1).Value <> ""
        If labels.Cells(row, 1).Value = key Then
            LabelText = labels.Cells(row, LabelColumn()).Value
            Exit Function
        End If
        row = row + 1
    Loop
    LabelText = key
End Function

Private Sub Notify(ByVal text As String)
    #If Mac Then
        MsgBox text
    #Else
        ' MsgBox speaks the code page of the PC; Popup speaks Unicode.
        CreateObject("WScript.Shell").Popup text, 0, Application.Name, WARNING_ICON
    #End If
End Sub
