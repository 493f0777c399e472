using System.Globalization;
using System.Text;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>A message as a test looks at it: fields in their order, found by tag.</summary>
internal sealed class FixFields
{
    private readonly List<(int Tag, string Value)> _fields = [];

    public FixFields(ReadOnlySpan<byte> frame)
    {
        foreach (var field in Encoding.ASCII.GetString(frame).Split('\u0001', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            _fields.Add((int.Parse(field[..equals], CultureInfo.InvariantCulture), field[(equals + 1)..]));
        }
    }

    public string Type => this[35];

    /// <summary>The first value of a tag; empty where it is not there.</summary>
    public string this[int tag] => _fields.Find(field => field.Tag == tag).Value ?? "";

    /// <summary>All values of a tag.</summary>
    public IReadOnlyList<string> All(int tag) => [.. _fields.Where(field => field.Tag == tag).Select(field => field.Value)];

    /// <summary>The values of some tags, with a bar between them.</summary>
    public string Of(params int[] tags) => string.Join('|', tags.Select(tag => this[tag]));

    public override string ToString() => string.Join('|', _fields.Select(field => $"{field.Tag}={field.Value}"));
}
