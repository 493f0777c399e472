using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary>
/// Where a tool prints: results on standard output, everything else on standard error, so that a pipe gets results only. With <c>--json</c> results
/// are JSON and nothing else. Colours and live displays only where a person looks.
/// </summary>
internal sealed class Terminal
{
    // Tables in files and pipes are not cut at 80 columns.
    private const int PipeWidth = 240;

    // It goes to a terminal or a file, never into a web page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Terminal(bool json)
    {
        IsJson = json;
        Out = Make(Console.Out, Console.IsOutputRedirected);
        Notes = Make(Console.Error, Console.IsErrorRedirected);
    }

    /// <summary>Results are JSON.</summary>
    public bool IsJson { get; }

    /// <summary>True where a person sees results appear.</summary>
    public bool IsLive => !IsJson && !Console.IsOutputRedirected;

    /// <summary>Results for people.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Progress, warnings, errors.</summary>
    public IAnsiConsole Notes { get; }

    /// <summary>One line of result for people; plain text.</summary>
    public void Line(string text) => Out.WriteLine(text);

    /// <summary>One line beside the results; plain text.</summary>
    public void Note(string text) => Notes.WriteLine(text);

    /// <summary>JSON as it came, on a line of its own.</summary>
    public static void Json(string json) => Console.Out.WriteLine(json);

    /// <summary>An object of the tool's own, on one line.</summary>
    public static void Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        Json(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>Tells how it went wrong: JSON on standard output with <c>--json</c>, otherwise a line on standard error.</summary>
    public void Fail(ToolException problem)
    {
        if (!IsJson)
        {
            Notes.MarkupLineInterpolated($"[red]error:[/] {problem.Message}");
            return;
        }

        if (problem.DetailJson is { } detail)
            Json(detail);
        else
            Json(json =>
            {
                json.WriteString("error", problem.Message);
                json.WriteNumber("exit_code", problem.ExitCode);
            });
    }

    /// <summary>A table in the house's dress.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('#');
            table.AddColumn(new TableColumn(Markup.Escape(column.TrimStart('#'))) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = true });
        }

        return table;
    }

    private static IAnsiConsole Make(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
