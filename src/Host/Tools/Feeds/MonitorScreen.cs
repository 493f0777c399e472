using System.Text;
using Spectre.Console;

namespace Rialto.Host.Tools.Feeds;

/// <summary>
/// A terminal's second screen, drawn in place: nothing flickers, and what was on the first one is there again at the end. As wide and high as the terminal is at each drawing.
/// </summary>
internal sealed class MonitorScreen : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearToLineEnd = "\u001b[K";
    private const string ClearBelow = "\u001b[J";

    private readonly IAnsiConsole _terminal;
    private (int Width, int Height) _size;

    /// <summary>Takes the screen.</summary>
    public MonitorScreen(IAnsiConsole terminal)
    {
        _terminal = terminal;
        Write(Enter);
    }

    /// <summary>Shows a report.</summary>
    public void Draw(IMonitorReport report)
    {
        var (width, height) = (_terminal.Profile.Width, _terminal.Profile.Height);
        try
        {
            (width, height) = (Console.WindowWidth, Console.WindowHeight);
        }
        catch (IOException)
        {
            // A terminal that does not say its size: what the console library believes.
        }

        Write(Frame(report, width, height, _terminal.Profile.Capabilities.ColorSystem, (width, height) != _size));
        _size = (width, height);
    }

    /// <summary>One drawing: never more than the terminal has, each line cleared behind what is written.</summary>
    internal static string Frame(IMonitorReport report, int width, int height, ColorSystem colours, bool isResized)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = (ColorSystemSupport)colours,
            Out = new AnsiConsoleOutput(text),
        });
        // A line as wide as the terminal would make some of them begin another.
        console.Profile.Width = Math.Max(20, width - 1);
        console.Profile.Height = Math.Max(5, height);
        console.Write(report.Render(height, width));
        var lines = text.ToString().Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        var frame = new StringBuilder(isResized ? Home + ClearBelow : Home);
        var shown = Math.Min(lines.Length, Math.Max(1, height - 1));
        for (var i = 0; i < shown; i++)
            frame.Append(lines[i]).Append(ClearToLineEnd).Append('\n');
        return frame.Append(ClearBelow).ToString();
    }

    /// <summary>Gives the screen back as it was.</summary>
    public void Dispose() => Write(Leave);

    private static void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
}
