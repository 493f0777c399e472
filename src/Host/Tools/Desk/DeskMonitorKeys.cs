using System.Text;

namespace Rialto.Host.Tools.Desk;

/// <summary>What is typed at the monitor: digits turn to parts; E asks for the desk's name, and only the right one stops it.</summary>
internal sealed class DeskMonitorKeys
{
    private const int TypedMax = 16;
    private readonly StringBuilder _typed = new();
    private bool _isAsking;

    /// <summary>Takes a key.</summary>
    /// <returns>The desk's name once it was typed and entered: then everything is to be stopped. Null otherwise.</returns>
    public string? Take(ConsoleKeyInfo key, DeskMonitorReport report)
    {
        if (!_isAsking)
        {
            if (key.KeyChar is >= '1' and <= '5')
                report.Part = (DeskPart)(key.KeyChar - '1');
            else if (key.KeyChar is 'e' or 'E')
                (_isAsking, report.Line) = (true, Question(report));
            else
                report.Line = "";
            return null;
        }

        switch (key.Key)
        {
            case ConsoleKey.Escape:
                End(report, "");
                return null;
            case ConsoleKey.Enter:
                var typed = _typed.ToString();
                var isRight = typed == report.Name && typed.Length > 0;
                End(report, isRight ? "Stopping everything." : $"Not stopped: '{typed}' is not the desk's name.");
                return isRight ? typed : null;
            case ConsoleKey.Backspace when _typed.Length > 0:
                _typed.Length--;
                break;
            default:
                if (!char.IsControl(key.KeyChar) && _typed.Length < TypedMax)
                    _typed.Append(key.KeyChar);
                break;
        }

        report.Line = Question(report);
        return null;
    }

    private string Question(DeskMonitorReport report) => $"EMERGENCY STOP: type the desk's name ({report.Name}) and Enter; Esc leaves it.  > {_typed}";

    private void End(DeskMonitorReport report, string line)
    {
        _typed.Clear();
        (_isAsking, report.Line) = (false, line);
    }
}
