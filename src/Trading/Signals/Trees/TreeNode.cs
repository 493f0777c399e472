namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// One place of a tree, 16 bytes. The next place is <see cref="Child"/> where slot <see cref="Slot"/> is at most <see cref="Threshold"/>, and the one behind it otherwise. A leaf's slot is always below:
/// it leads to itself, and its threshold is its value.
/// </summary>
internal readonly record struct TreeNode(double Threshold, int Slot, int Child);
