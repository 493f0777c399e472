namespace Rialto.Adapters.Orders;

/// <summary>What a session has done so far; a moment's view.</summary>
/// <param name="Requests">Requests taken.</param>
/// <param name="Refused">Of them never sent: not offered, limits, no connection.</param>
/// <param name="Unknown">Of them sent without anybody knowing what became of them.</param>
/// <param name="StreamUps">How often the private stream came up.</param>
/// <param name="Unreadable">Frames and answers that could not be read.</param>
/// <param name="ClockOffset">The venue's clock less ours.</param>
/// <param name="Problem">The last thing that went wrong, for a person to read; never with a secret in it.</param>
public readonly record struct OrderSessionCounters(long Requests, long Refused, long Unknown, long StreamUps, long Unreadable, TimeSpan ClockOffset, string Problem);
