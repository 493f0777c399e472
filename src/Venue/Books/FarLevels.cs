namespace Rialto.Venue.Books;

/// <summary>
/// Levels far from the touch, by key: a treap in arrays, so that any number of them at any prices costs O(log n) and no allocation but growth.
/// Priorities come from a counter run through a mixer: the shape does not depend on the prices, and a replay gives the same one.
/// </summary>
internal sealed class FarLevels
{
    private struct Node
    {
        public long Key;
        public int Level;
        public int Left;
        public int Right;
        public uint Priority;
    }

    private Node[] _nodes = [];
    private int _used = 1;
    private int _free;
    private int _root;
    private uint _drawn;

    /// <summary>The level of a key; zero is none.</summary>
    public int Find(long key)
    {
        var node = _root;
        while (node != 0 && _nodes[node].Key != key)
            node = key < _nodes[node].Key ? _nodes[node].Left : _nodes[node].Right;
        return node == 0 ? 0 : _nodes[node].Level;
    }

    /// <summary>The level with the smallest key above this one; zero is none.</summary>
    public int NextAbove(long key)
    {
        var found = 0;
        for (var node = _root; node != 0;)
        {
            if (_nodes[node].Key > key)
            {
                found = _nodes[node].Level;
                node = _nodes[node].Left;
            }
            else
                node = _nodes[node].Right;
        }

        return found;
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(long key, int level)
    {
        var added = NewNode(key, level);
        var priority = _nodes[added].Priority;
        ref var link = ref _root;
        while (link != 0 && _nodes[link].Priority >= priority)
            link = ref key < _nodes[link].Key ? ref _nodes[link].Left : ref _nodes[link].Right;
        var rest = link;
        link = added;
        Split(rest, key, ref _nodes[added].Left, ref _nodes[added].Right);
    }

    /// <summary>Removes a key that is there.</summary>
    public void Remove(long key)
    {
        ref var link = ref _root;
        while (_nodes[link].Key != key)
            link = ref key < _nodes[link].Key ? ref _nodes[link].Left : ref _nodes[link].Right;
        var gone = link;
        var (left, right) = (_nodes[gone].Left, _nodes[gone].Right);
        while (left != 0 && right != 0)
        {
            if (_nodes[left].Priority > _nodes[right].Priority)
            {
                link = left;
                link = ref _nodes[left].Right;
                left = link;
            }
            else
            {
                link = right;
                link = ref _nodes[right].Left;
                right = link;
            }
        }

        link = left != 0 ? left : right;
        _nodes[gone].Left = _free;
        _free = gone;
    }

    private void Split(int node, long key, ref int below, ref int above)
    {
        while (node != 0)
        {
            if (_nodes[node].Key < key)
            {
                below = node;
                below = ref _nodes[node].Right;
                node = below;
            }
            else
            {
                above = node;
                above = ref _nodes[node].Left;
                node = above;
            }
        }

        below = 0;
        above = 0;
    }

    private int NewNode(long key, int level)
    {
        var node = _free;
        if (node != 0)
            _free = _nodes[node].Left;
        else
        {
            if (_used >= _nodes.Length)
                Array.Resize(ref _nodes, Math.Max(16, _used * 2));
            node = _used++;
        }

        _nodes[node] = new Node { Key = key, Level = level, Priority = Draw() };
        return node;
    }

    private uint Draw()
    {
        var x = ++_drawn * 0x9E3779B9u;
        x = (x ^ (x >> 16)) * 0x21F0AAADu;
        x = (x ^ (x >> 15)) * 0x735A2D97u;
        return x ^ (x >> 15);
    }
}
