namespace Rialto.Integration.Fix;

/// <summary>A line of the QuickFIX client: a word, and of messages their type and fields.</summary>
internal sealed class QuickFixLine
{
    private readonly List<(int Tag, string Value)> _fields = [];

    public QuickFixLine(string text)
    {
        Text = text;
        var parts = text.Split(' ', 3);
        Kind = parts[0];
        Type = parts.Length > 1 ? parts[1] : "";
        foreach (var field in parts.Length > 2 ? parts[2].Split('|', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && int.TryParse(field[..equals], System.Globalization.CultureInfo.InvariantCulture, out var tag))
                _fields.Add((tag, field[(equals + 1)..]));
        }
    }

    public string Text { get; }

    public string Kind { get; }

    public string Type { get; }

    public string this[int tag] => _fields.Find(field => field.Tag == tag).Value ?? "";
}
