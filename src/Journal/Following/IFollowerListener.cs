using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Journal.Following;

/// <summary>A place between two batches that a follower has come to.</summary>
/// <param name="Position">The place.</param>
/// <param name="EventHash">Hash of all events up to there.</param>
public readonly record struct FollowerCut(JournalPosition Position, ulong EventHash);

/// <summary>Hears everything that a follower replays, on the follower's thread, after it is durable. May take its time: nobody waits for it.</summary>
public interface IFollowerListener
{
    /// <summary>The follower begins here; the machine is as it was then.</summary>
    void OnStart(in FollowerCut at, IReplayMachine machine);

    /// <summary>A command and its events, in order, each once. The events are valid during the call.</summary>
    void On(in Command command, ReadOnlySpan<ExchangeEvent> events);

    /// <summary>A batch is through: everything up to here has been heard, and the machine stands here.</summary>
    void OnCut(in FollowerCut at);
}
