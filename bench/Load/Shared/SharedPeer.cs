using System.Globalization;

namespace Rialto.Load.Shared;

/// <summary>The second process of <see cref="SharedBench"/>: does what it is told line by line until its input ends.</summary>
internal static class SharedPeer
{
    /// <summary>The first argument that makes this program the second process.</summary>
    public const string Section = "shared-peer";

    /// <summary>Runs to the end of the input.</summary>
    public static int Run(string folder)
    {
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var count = long.Parse(words[1], CultureInfo.InvariantCulture);
            switch (words[0])
            {
                case "echo": SharedLane.Echo(folder, count); break;
                case "sum": SharedLane.Sum(folder, count); break;
                case "socket-echo": SocketLane.Echo(folder, count); break;
                case "socket-sum": SocketLane.Sum(folder, count); break;
                default: return 2;
            }
        }

        return 0;
    }
}
