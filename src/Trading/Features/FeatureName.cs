using System.Globalization;
using System.Text;
using Rialto.Model.Units;

namespace Rialto.Trading.Features;

/// <summary>A feature as a strategy declares it: kind and arguments. <c>ofi:5:10s</c> is order flow imbalance of five levels over ten seconds.</summary>
public sealed class FeatureName
{
    private readonly long[] _arguments;

    internal FeatureName(FeatureKind kind, long[] arguments)
    {
        Kind = kind;
        _arguments = arguments;
        Text = Write();
    }

    /// <summary>What kind.</summary>
    public FeatureKind Kind { get; }

    /// <summary>One value for each of <see cref="FeatureKind.Parameters"/>: a count, nanoseconds or billionths.</summary>
    public IReadOnlyList<long> Arguments => _arguments;

    /// <summary>The name with all its arguments, as it can be declared again.</summary>
    public string Text { get; }

    /// <summary>How many levels of the book it reads.</summary>
    public int Levels => Kind.Levels(_arguments);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static bool TryReadArgument(string text, out FeatureArgument type, out long value)
    {
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        var scale = text[digits..] switch
        {
            "us" => 1_000L,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => 1,
            _ => 0,
        };
        var isWhole = long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var whole);
        if (scale > 1 && isWhole && whole <= long.MaxValue / scale)
        {
            (type, value) = (FeatureArgument.Duration, whole * scale);
            return true;
        }

        if (scale == 1 && isWhole)
        {
            (type, value) = (FeatureArgument.Count, whole);
            return true;
        }

        type = FeatureArgument.Volume;
        return (DecimalText.TryParse(Encoding.ASCII.GetBytes(text), 9, out value) == DecimalTextError.None) & scale == 1 && value >= 0;
    }

    private string Write()
    {
        var text = new StringBuilder(Kind.Word);
        for (var i = 0; i < _arguments.Length; i++)
        {
            // A lag of zero is none.
            if (_arguments[i] == 0)
                continue;
            text.Append(':').Append(Write(Kind.Parameters[i].Type, _arguments[i]));
        }

        return text.ToString();
    }

    private static string Write(FeatureArgument type, long value) => type switch
    {
        FeatureArgument.Duration when value % 3_600_000_000_000 == 0 => Whole(value / 3_600_000_000_000) + "h",
        FeatureArgument.Duration when value % 60_000_000_000 == 0 => Whole(value / 60_000_000_000) + "m",
        FeatureArgument.Duration when value % 1_000_000_000 == 0 => Whole(value / 1_000_000_000) + "s",
        FeatureArgument.Duration when value % 1_000_000 == 0 => Whole(value / 1_000_000) + "ms",
        FeatureArgument.Duration => Whole(value / 1_000) + "us",
        FeatureArgument.Volume => (value / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture),
        _ => Whole(value),
    };

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
