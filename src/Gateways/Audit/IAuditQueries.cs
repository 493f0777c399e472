using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Audit;

/// <summary>What became of a question about the past.</summary>
public enum AuditOutcome
{
    /// <summary>It was answered.</summary>
    Found,

    /// <summary>There is no such thing, or none that the asker may see.</summary>
    NotFound,

    /// <summary>Others are being answered; ask again in a moment.</summary>
    Busy,

    /// <summary>Too much would have to be read: the past is not indexed.</summary>
    TooMuch,
}

/// <summary>An answer about the past.</summary>
/// <param name="Outcome">What became of the question.</param>
/// <param name="Json">The answer, a JSON object in UTF-8; empty unless found.</param>
/// <param name="Detail">A sentence on why there is none.</param>
public sealed record AuditAnswer(AuditOutcome Outcome, ReadOnlyMemory<byte> Json = default, string Detail = "");

/// <summary>A question about what a user did.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Start">The first instant; none: the beginning.</param>
/// <param name="End">The last instant; none: now.</param>
/// <param name="Limit">Most commands in the answer.</param>
/// <param name="After">Only commands after this sequence.</param>
public readonly record struct ActivityQuestion(OwnerId Owner, Timestamp Start, Timestamp End, int Limit, long After);

/// <summary>
/// Questions about the past, answered from the journal behind the exchange's back. The host joins it to the back office. Any thread; what is one too many
/// is refused at once, so that questions never disturb trading.
/// </summary>
public interface IAuditQueries
{
    /// <summary>An order's history.</summary>
    /// <param name="order">The order.</param>
    /// <param name="viewer">Null: compliance, which sees everything. Otherwise the owner who asks: another's order is not found, counterparties are not named.</param>
    /// <param name="cancellationToken">The asker has gone.</param>
    Task<AuditAnswer> OrderAsync(OrderId order, OwnerId? viewer, CancellationToken cancellationToken);

    /// <summary>A trade; of an owner who asks, its own side only.</summary>
    Task<AuditAnswer> TradeAsync(TradeId trade, OwnerId? viewer, CancellationToken cancellationToken);

    /// <summary>A page of what a user did and what happened to it.</summary>
    Task<AuditAnswer> ActivityAsync(ActivityQuestion question, OwnerId? viewer, CancellationToken cancellationToken);
}
