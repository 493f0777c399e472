using Rialto.Model.Units;

namespace Rialto.Model.Customers;

/// <summary>A country by its two letters (ISO 3166-1 alpha-2, as <c>CH</c>); whether such a country exists is nobody's business here.</summary>
/// <param name="Value">First letter in the low byte, second in the high byte; zero is none.</param>
public readonly record struct CountryCode(ushort Value) : IComparable<CountryCode>
{
    /// <summary>No country.</summary>
    public static CountryCode None => default;

    /// <summary>True where there is none.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Two letters A to Z.</summary>
    public bool IsValid => IsLetter(Value & 0xFF) && IsLetter(Value >> 8);

    /// <summary>Reads two letters A to Z; an empty text is none. False for anything else.</summary>
    public static bool TryCreate(in Text36 text, out CountryCode country)
    {
        country = new CountryCode((ushort)text.Word0);
        var isShort = text.Word0 >> 16 == 0 && (text.Word1 | text.Word2 | text.Word3 | text.Word4) == 0;
        if (isShort && (country.IsNone || country.IsValid))
            return true;
        country = None;
        return false;
    }

    /// <summary>The letters as commands and events carry them.</summary>
    public Text36 ToText() => new(Value, 0, 0, 0, 0);

    /// <summary>By the alphabet.</summary>
    public int CompareTo(CountryCode other) => Key(Value).CompareTo(Key(other.Value));

    /// <summary>Before by the alphabet.</summary>
    public static bool operator <(CountryCode left, CountryCode right) => left.CompareTo(right) < 0;

    /// <summary>After by the alphabet.</summary>
    public static bool operator >(CountryCode left, CountryCode right) => left.CompareTo(right) > 0;

    /// <summary>Before by the alphabet, or the same.</summary>
    public static bool operator <=(CountryCode left, CountryCode right) => left.CompareTo(right) <= 0;

    /// <summary>After by the alphabet, or the same.</summary>
    public static bool operator >=(CountryCode left, CountryCode right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => ToText().ToString();

    private static int Key(ushort value) => (value & 0xFF) << 8 | value >> 8;

    private static bool IsLetter(int letter) => letter is >= 'A' and <= 'Z';
}
