using Rialto.Model.Orders;

namespace Rialto.BackOffice.Replay;

/// <summary>Looks at commands of the past with the whole exchange around them. One thread.</summary>
public interface IVisitor
{
    /// <summary>True once it has seen what it wanted; nothing more is shown to it.</summary>
    bool IsDone { get; }

    /// <summary>The exchange as it stands before the command.</summary>
    void Before(in Command command, Replica replica);

    /// <summary>The exchange after it; <see cref="Replica.Events"/> are the command's.</summary>
    void After(in Command command, Replica replica);
}
