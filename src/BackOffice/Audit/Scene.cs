using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Audit;

/// <summary>What is needed to tell a story in words: instruments, names of owners, addresses of sessions, and who listens.</summary>
/// <param name="Instruments">The instrument of a number; null where it is not known.</param>
/// <param name="NameOf">The name of an owner; null where it has none.</param>
/// <param name="AddressOf">The remote address of a session; null where it is not known.</param>
/// <param name="Viewer">Null for compliance, which sees everything. An owner sees its own side: no counterparties, no hidden quantities of others.</param>
public sealed record Scene(
    Func<InstrumentId, Instrument?> Instruments, Func<OwnerId, string?> NameOf, Func<SessionId, string?> AddressOf, OwnerId? Viewer = null)
{
    /// <summary>The asset of a number; null where it is not known.</summary>
    public Func<AssetId, Asset?> Assets { get; init; } = static _ => null;

    /// <summary>True where what belongs to this owner may be shown.</summary>
    public bool MaySee(OwnerId owner) => Viewer is not { } viewer || viewer == owner;

    /// <summary>An owner in words.</summary>
    public string Name(OwnerId owner)
    {
        if (owner.Value == 0)
            return "the exchange";
        if (!MaySee(owner))
            return "another participant";
        return NameOf(owner) is { } name ? $"{name} (owner {owner})" : $"owner {owner}";
    }
}
