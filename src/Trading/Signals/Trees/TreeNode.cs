namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// One place of a tree, 16 bytes. The next place is the one behind <see cref="Child"/> where slot <see cref="Slot"/> is at most <see cref="Threshold"/> (left), and <see cref="Child"/> otherwise (right).
/// A leaf's slot is 0, which is always below: it leads to itself, and its threshold is its value.
/// </summary>
internal readonly record struct TreeNode(double Threshold, int Slot, int Child);
