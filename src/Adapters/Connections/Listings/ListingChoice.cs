using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>Which listings of a venue are wanted.</summary>
public sealed record ListingChoice
{
    /// <summary>Symbols, ours or the venue's, case aside; <c>*</c> stands for any text and <c>?</c> for one character (<c>*-USDT</c>, <c>*</c> for all).</summary>
    public IReadOnlyList<string> Patterns { get; init; } = ["*"];

    /// <summary>Only listings priced in this; empty for all.</summary>
    public string Quote { get; init; } = "";

    /// <summary>Only this kind; unknown for all.</summary>
    public ListingKind Kind { get; init; }

    /// <summary>Listings that have ended are chosen too. One named without <c>*</c> and <c>?</c> always is.</summary>
    public bool IncludesClosed { get; init; }

    /// <summary>Most listings; the rest is left out, and told.</summary>
    public int Max { get; init; } = 10_000;
}

/// <summary>What was chosen.</summary>
/// <param name="Listings">In the order of their numbers, each once.</param>
/// <param name="Problems">What named nothing, or more than one, and what was left out; in words for a person.</param>
public sealed record ListingSelection(IReadOnlyList<Listing> Listings, IReadOnlyList<string> Problems);
