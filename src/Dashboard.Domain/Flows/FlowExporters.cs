using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// The devices that report flows, numbered so that a record names its own in two octets. Number 0 stands for those that
/// there was no room for. Safe from any thread.
/// </summary>
/// <param name="capacity">Devices that are told apart at most.</param>
public sealed class FlowExporters(int capacity = FlowExporters.DefaultCapacity)
{
    /// <summary>Devices that are told apart unless told otherwise.</summary>
    public const int DefaultCapacity = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<NetworkAddress, ushort> _numbers = []; // bound: capacity
    private volatile FlowExporter[] _all = [new FlowExporter(NetworkAddress.None)]; // bound: capacity

    /// <summary>Every device, the one of number 0 first.</summary>
    public IReadOnlyList<FlowExporter> All => _all;

    /// <summary>The device of that number; that of number 0 where there is none.</summary>
    public FlowExporter this[int number]
    {
        get
        {
            var all = _all;
            return (uint)number < (uint)all.Length ? all[number] : all[0];
        }
    }

    /// <summary>The number of a device, given to it when it is first asked for.</summary>
    public ushort NumberOf(NetworkAddress address)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(address, out var number))
                return number;
            if (_all.Length > Math.Min(capacity, ushort.MaxValue))
                return 0;
            number = (ushort)_all.Length;
            _all = [.. _all, new FlowExporter(address)];
            _numbers[address] = number;
            return number;
        }
    }
}
