using Rialto.Adapters.Connections;

namespace Rialto.Peers;

/// <summary>A process that shares the budgets of an address with others.</summary>
internal static class GovernorPeer
{
    /// <summary>What is never used up, for a process that is to be killed while it takes.</summary>
    public static readonly RateLimit Endless = new(int.MaxValue / 2, TimeSpan.FromDays(1));

    public static int Take(string folder, string key, int limit, int seconds)
    {
        var governor = new AddressGovernor(folder);
        Console.WriteLine("ready");
        var taken = 0;
        while (governor.TryTake(key, new RateLimit(limit, TimeSpan.FromSeconds(seconds)), 1, out _))
            taken++;
        Console.WriteLine($"took {taken}{(governor.Problem.Length == 0 ? "" : " " + governor.Problem)}");
        return 0;
    }

    public static int TakeWithoutEnd(string folder, string key)
    {
        var governor = new AddressGovernor(folder);
        for (var taken = 0; ; taken++)
        {
            if (!governor.TryTake(key, Endless, 1, out _))
                return 1;
            if (taken == 100)
                Console.WriteLine("holding");
        }
    }
}
