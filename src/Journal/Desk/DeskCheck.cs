namespace Rialto.Journal.Desk;

/// <summary>What a desk was after one of its inputs: a replay that differs finds the first stretch of inputs that it differs in.</summary>
/// <param name="Sequence">Of the input.</param>
/// <param name="State">Hash of all that decides the desk's future.</param>
/// <param name="Output">Hash of all that the desk has put out, from its first input on.</param>
public readonly record struct DeskCheck(long Sequence, ulong State, ulong Output);
