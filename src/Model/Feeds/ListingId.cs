using System.Globalization;

namespace Rialto.Model.Feeds;

/// <summary>A listing's number within one running system, from 1 without gaps; recordings carry the table that says what each number meant.</summary>
public readonly record struct ListingId(int Value)
{
    /// <summary>No listing.</summary>
    public static ListingId None => default;

    /// <summary>True where there is none.</summary>
    public bool IsNone => Value == 0;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
