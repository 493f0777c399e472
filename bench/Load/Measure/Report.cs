using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rialto.Load.Measure;

/// <summary>A table of figures: what was measured, how, and the rows. Cells are texts or numbers.</summary>
internal sealed record Table(string Title, string Note, string[] Columns, List<object[]> Rows)
{
    /// <summary>As Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("### ").AppendLine(Title).AppendLine();
        if (Note.Length > 0)
            text.AppendLine(Note).AppendLine();
        text.Append("| ").AppendJoin(" | ", Columns).AppendLine(" |");
        text.Append('|').AppendJoin('|', Columns.Select((_, i) => i == 0 ? "---" : "---:")).AppendLine("|");
        foreach (var row in Rows)
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).AppendLine(" |");
        return text.ToString();
    }

    private static string Cell(object value) => value switch
    {
        double d when double.IsNaN(d) => "",
        double d when Math.Abs(d) >= 1000 => d.ToString("N0", CultureInfo.InvariantCulture),
        double d when Math.Abs(d) >= 10 => d.ToString("0.0", CultureInfo.InvariantCulture),
        double d => d.ToString("0.00", CultureInfo.InvariantCulture),
        long l => l.ToString("N0", CultureInfo.InvariantCulture),
        int i => i.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>All tables of one run under the name of the machine.</summary>
internal sealed class Report(Machine machine)
{
    private const string Begin = "<!-- figures: begin -->";
    private const string End = "<!-- figures: end -->";

    private readonly List<Table> _tables = [];

    /// <summary>What a budget check failed on, or what could not be measured; printed last.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Adds a table and prints it at once, so that a long run shows its progress.</summary>
    public void Add(Table table, bool quiet)
    {
        _tables.Add(table);
        if (!quiet)
            Console.WriteLine(table.ToMarkdown());
    }

    /// <summary>Puts the figures between the two marks of a Markdown page, everything else stays.</summary>
    public void WriteInto(string page)
    {
        var text = File.ReadAllText(page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"{page} has no '{Begin}' ... '{End}'.");
        File.WriteAllText(page, text[..(begin + Begin.Length)] + "\n\n" + ToMarkdown() + "\n" + text[end..]);
    }

    /// <summary>For machines.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("machine", machine.ToString());
            writer.WriteStartArray("tables");
            foreach (var table in _tables)
            {
                writer.WriteStartObject();
                writer.WriteString("title", table.Title);
                writer.WriteStartArray("rows");
                foreach (var row in table.Rows)
                    WriteRow(writer, table.Columns, row);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteStartArray("remarks");
            foreach (var remark in Remarks)
                writer.WriteStringValue(remark);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteRow(Utf8JsonWriter writer, string[] columns, object[] row)
    {
        writer.WriteStartObject();
        for (var i = 0; i < columns.Length; i++)
            switch (row[i])
            {
                case double d when double.IsNaN(d): writer.WriteNull(columns[i]); break;
                case double d: writer.WriteNumber(columns[i], Math.Round(d, 3)); break;
                case long l: writer.WriteNumber(columns[i], l); break;
                case int n: writer.WriteNumber(columns[i], n); break;
                default: writer.WriteString(columns[i], row[i].ToString()); break;
            }
        writer.WriteEndObject();
    }

    private string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(machine).AppendLine(".").AppendLine();
        foreach (var table in _tables)
            text.AppendLine(table.ToMarkdown());
        foreach (var remark in Remarks)
            text.Append("- ").AppendLine(remark);
        return text.ToString().TrimEnd() + "\n";
    }
}
