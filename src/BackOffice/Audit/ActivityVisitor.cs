using Rialto.BackOffice.Replay;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>What to look at of an owner.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="From">The first instant.</param>
/// <param name="Until">The last instant; none: no end.</param>
/// <param name="AfterSequence">Only commands after this one.</param>
/// <param name="Limit">At most so many commands.</param>
public sealed record ActivityQuery(OwnerId Owner, Timestamp From, Timestamp Until, long AfterSequence, int Limit);

/// <summary>A page of what an owner did and what happened to it.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Steps">The commands with their events about this owner, in order.</param>
/// <param name="Next">Ask again with this as <see cref="ActivityQuery.AfterSequence"/>; zero: that was all.</param>
public sealed record Activity(ActivityQuery Query, IReadOnlyList<Step> Steps, long Next);

/// <summary>Collects a page of an owner's activity.</summary>
internal sealed class ActivityVisitor(ActivityQuery query) : IVisitor
{
    public List<Step> Steps { get; } = [];

    /// <summary>True where the page is full, false where the time is over or the commands are.</summary>
    public bool IsFull => Steps.Count == query.Limit;

    /// <inheritdoc/>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        if (!query.Until.IsNone && command.Time > query.Until)
            IsDone = true;
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        if (IsDone || command.Time < query.From || command.Sequence <= query.AfterSequence)
            return;
        List<ExchangeEvent>? mine = null;
        foreach (ref readonly var one in replica.Events)
        {
            if (Belongs.To(in one, query.Owner))
                (mine ??= []).Add(one);
        }

        if (mine is null && command.Owner != query.Owner)
            return;
        Steps.Add(new Step(command, mine ?? []));
        IsDone = IsFull;
    }
}
