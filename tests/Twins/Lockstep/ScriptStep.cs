using Rialto.Model.Orders;

namespace Rialto.Twins.Lockstep;

/// <summary>One command of a script. A script can lose steps and still mean something: what names an order names the step that entered it.</summary>
/// <param name="Command">The command; its sequence is given when it is played.</param>
/// <param name="Index">The number of the step in the script as generated.</param>
/// <param name="Order">The step that entered the order that the command names by order id; -1 where it names none so.</param>
public sealed record ScriptStep(Command Command, int Index, int Order);
